"""Tests of redaksi."""
