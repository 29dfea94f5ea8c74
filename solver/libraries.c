#include "solver/libraries.h"

#include "base/config.h"
#include "solver/dense.h"
#include "solver/factor.h"
#include "solver/lp_solve.h"

#include <stdio.h>

void libraries_describe(char *text, size_t size)
{
    char glpk[32], cholmod[32], config[32], blas[256];
    lp_glpk_library(glpk, sizeof glpk);
    factor_library(cholmod, sizeof cholmod);
    config_library(config, sizeof config);
    dense_library(blas, sizeof blas);
    snprintf(text, size, "%s; %s; %s; %s", glpk, cholmod, config, blas);
}
