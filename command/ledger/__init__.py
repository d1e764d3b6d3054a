"""Ledgers kept before this house: read from Excel, checked row by row, taken over as cases."""
