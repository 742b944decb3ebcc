#include "genphys_kernels.h"
