"""Ringback: the support desk that calls back."""
