# expect: GP0128 GP0128
x = 1
:load
:vars all
