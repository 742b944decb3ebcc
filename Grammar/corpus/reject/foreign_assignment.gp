# expect: GP0104
x := 3
