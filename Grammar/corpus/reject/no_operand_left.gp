# expect: GP0106
/ 2
