# expect: GP0107
x = lap phi
