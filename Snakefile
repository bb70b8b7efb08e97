# Entry for people at the root: the workflow itself is workflow/Snakefile.
configfile: "config/default.yaml"


module suite:
    snakefile:
        "workflow/Snakefile"
    config:
        config


use rule * from suite
