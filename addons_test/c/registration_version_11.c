// See registration.c.

#define VERSION 11
#include "registration.c"
