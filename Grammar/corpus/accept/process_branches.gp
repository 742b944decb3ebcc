pde wave { omega = {k, -k} }
pde wave_too { omega = ±k }
pde many {
  omega = {
    k,
    -k,
    0,
  }
}
