/* FLINT 3 keeps Arb's headers in flint/; Debian 12's Arb 2.23 keeps them beside it. */
#if __has_include(<flint/acb.h>)
#include <flint/acb.h>
#include <flint/acb_calc.h>
#include <flint/acb_hypgeom.h>
#include <flint/arb.h>
#include <flint/arb_fmpz_poly.h>
#include <flint/arb_fpwrap.h>
#include <flint/arb_hypgeom.h>
#include <flint/fmpq_poly.h>
#include <flint/fmpz_poly_factor.h>
#else
#include <acb.h>
#include <acb_calc.h>
#include <acb_hypgeom.h>
#include <arb.h>
#include <arb_fmpz_poly.h>
#include <arb_fpwrap.h>
#include <arb_hypgeom.h>
#include <flint/fmpq_poly.h>
#include <flint/fmpz_poly_factor.h>
#endif
