check yukawa
check yukawa(m = 2)
check yukawa(m = 2), details = true
train steps = 3
plot [1, 2, 3]
plot {a, b}
show "text"
show not a
show 3 + 4, 5
show √2
plot a,
  b
