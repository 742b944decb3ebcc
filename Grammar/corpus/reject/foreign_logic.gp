# expect: GP0104 GP0104 GP0104
a && b || !c
