"""周期性工作: what comes round every quarter, half year, year, two and six years (R03)."""
