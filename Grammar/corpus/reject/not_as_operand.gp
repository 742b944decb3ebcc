# expect: GP0106
x = a == not b
