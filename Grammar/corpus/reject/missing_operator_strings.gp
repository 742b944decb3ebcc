# expect: GP0107
f("a" "b")
