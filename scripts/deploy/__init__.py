"""A road from an image to a running site on ECS: what the workflow `deploy.yml` calls, and a person may as well.

    python -m scripts.deploy pushed REVISION                  the digest of an image that was pushed before
    python -m scripts.deploy static FOLDER                    static files to where browsers fetch them
    python -m scripts.deploy service accounts --image …       migrate, update, wait, look, and go back if it is not well
    python -m scripts.deploy service accounts --image current the same with the image that runs: after an apply
    python -m scripts.deploy run accounts manage first_admin  a command of the image that runs, beside the service
    python -m scripts.deploy smoke accounts                   only the look

Where everything is comes from TERRAFORM_OUTPUTS, which holds what `terraform output -json` says; who we are from the
usual variables of AWS. Needs the packages of requirements-deploy.txt.
"""
