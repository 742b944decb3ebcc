# expect: GP0105
yukawa?
