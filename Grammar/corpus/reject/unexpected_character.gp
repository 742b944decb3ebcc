# expect: GP0101 GP0101
a = 3 @ 4
b = $x
