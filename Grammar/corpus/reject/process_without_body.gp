# expect: GP0111
pde yukawa
x = 1
