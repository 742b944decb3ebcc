# expect: GP0105
1..2..3..4
