# expect: GP0107
x = Out [3]
