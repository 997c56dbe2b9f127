"""WORKING DAYS: which days the country works, and how a period is counted over them."""
