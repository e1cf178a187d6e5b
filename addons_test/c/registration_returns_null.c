// See registration.c.

#define RETURNS_NULL
#include "registration.c"
