# must: died timeout
class Meta(type):
    @property
    def __name__(cls):
        return 7
class Lie(Exception, metaclass=Meta):
    @property
    def __traceback__(self):
        return self
    tb_frame = property(lambda self: self)
    f_code = tb_frame
    co_filename = "exception_that_lies_about_itself.py"
    tb_lineno = 10 ** 30
    tb_next = tb_frame
def f(x):
    raise Lie
