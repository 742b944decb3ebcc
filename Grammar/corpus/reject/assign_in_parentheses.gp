# expect: GP0112
(x) = 2
