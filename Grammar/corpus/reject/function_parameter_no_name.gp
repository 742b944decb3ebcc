# expect: GP0110
f(2*r) = r
