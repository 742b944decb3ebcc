true and not false or a == b
not a == b
not not a
a < b and b <= c
a != b or a > b and a >= b
