#include "solver/libraries.h"
#include "tests/spec.h"

SPEC(each_library_that_computes_is_named_with_a_version)
{
    char text[LIBRARIES_BYTES];
    libraries_describe(text, sizeof text);
    CHECK_CONTAINS(text, "GLPK ");
    CHECK_CONTAINS(text, "CHOLMOD ");
    CHECK_CONTAINS(text, "libconfig ");
    CHECK_CONTAINS(text, "OpenBLAS ");
    CHECK(strpbrk(text, "0123456789") != NULL);
}

SPEC(a_short_buffer_is_filled_and_ended)
{
    char text[9] = "xxxxxxxx";
    libraries_describe(text, 8);
    CHECK(strlen(text) == 7);
}

SPEC_MAIN(SPEC_ENTRY(each_library_that_computes_is_named_with_a_version),
          SPEC_ENTRY(a_short_buffer_is_filled_and_ended))
