# expect: GP0107 GP0107
(a + b)(c + d)
2(k + 1)
