// See registration.c.

#define VERSION 9
#include "registration.c"
