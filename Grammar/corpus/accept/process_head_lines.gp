pde
long_name
(
  first = 1,
  second = 2,
)
{
  omega = -i*k^2
}
