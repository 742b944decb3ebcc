# expect: GP0113
0 < k < 1
