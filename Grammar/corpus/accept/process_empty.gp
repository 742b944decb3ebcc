pde nothing {}

pde nothing_else(m) {

}
