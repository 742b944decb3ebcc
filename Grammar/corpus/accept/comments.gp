# only a comment
x = 1 # after a statement
# between
f(1, # inside a call
  2)
pde p { # in a block
  # alone
  omega = -i*k # after a field
}
