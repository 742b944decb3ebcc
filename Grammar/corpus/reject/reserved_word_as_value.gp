# expect: GP0106
x = pde
