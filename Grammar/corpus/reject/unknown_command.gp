# expect: GP0127 GP0127
x = 1
:explian GP0101
:
