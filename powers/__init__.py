"""POWER: the directory of matters that are decided collectively, and what each of them needs."""
