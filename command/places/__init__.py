"""Places: county, township, village, grid; working days; where things are.

Knows official codes and positions. Knows nothing of cases, people or screens.
"""
