# expect: GP0108
pde a {
  omega = -i*k

pde b { omega = -i*k^2 }
