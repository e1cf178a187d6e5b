// See registration.c.

#define VERSION 8
#include "registration.c"
