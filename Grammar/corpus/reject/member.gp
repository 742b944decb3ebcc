# expect: GP0101
G.mass
