a =
  1 +
  2 *
  3
b = x and
  not
  y
c = 1..
  2
d = √
  2
