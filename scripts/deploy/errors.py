"""What stops a deployment; the text is the sentence that is printed."""


class DeployError(Exception):
    pass
