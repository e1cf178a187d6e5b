// See registration.c.

#define VERSION 10
#include "registration.c"
