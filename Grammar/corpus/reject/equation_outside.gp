# expect: GP0105
equation dt(phi) = lap(phi)
