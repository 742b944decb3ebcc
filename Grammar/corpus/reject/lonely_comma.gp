# expect: GP0106
[1,,2]
