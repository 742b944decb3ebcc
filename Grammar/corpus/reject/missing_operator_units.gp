# expect: GP0107
t = 3kg
