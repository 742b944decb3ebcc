# expect: GP0129 GP0129 GP0129
_ = 3
Out(n) = n
f(_) = 1
