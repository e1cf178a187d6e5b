// See registration.c.

#define VERSION NAPI_VERSION_EXPERIMENTAL
#include "registration.c"
