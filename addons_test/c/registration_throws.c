// See registration.c.

#define THROWS
#include "registration.c"
