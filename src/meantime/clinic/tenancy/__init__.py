"""Tenancy: clinics, their staff, who may do what. Every person's data belongs to one clinic."""
