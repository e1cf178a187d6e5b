// See registration.c.

#define VERSION 1
#include "registration.c"
