# expect: GP0107 GP0107
2 k + 3m
