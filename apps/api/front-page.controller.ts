import { Controller, Get, Header } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Can } from '#platform/http/actor';

const PAGE = `<!doctype html>
<html lang="vi">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Minh Chứng</title>
<h1>Minh Chứng</h1>
<p>Hồ sơ kiểm tra, giám sát và kỷ luật của một ủy ban kiểm tra: mỗi thay đổi là một sự kiện không sửa, không xóa được; mọi
số liệu đều truy được về sự kiện và xem được tại mọi ngày. Máy này chạy với dữ liệu mẫu của một phường hư cấu.</p>
<ul>
<li><a href="/api/docs">Tài liệu giao diện lập trình</a> (<a href="/api/openapi.json">OpenAPI 3.1</a>)</li>
<li><a href="/health/ready">Tình trạng hệ thống</a></li>
</ul>
<section lang="en">
<h2>In English</h2>
<p>Records of inspections, supervisions and disciplinary decisions of a Party inspection committee: every change is an event
that nobody can alter or remove; every figure leads back to events and can be seen as of any day. This machine runs with
the demo data of a fictitious ward.</p>
<ul>
<li><a href="/api/docs">Documentation of the programming interface</a> (<a href="/api/openapi.json">OpenAPI 3.1</a>)</li>
<li><a href="/health/ready">Health</a></li>
</ul>
</section>
</html>
`;

/** What a person finds who opens the address that the program printed. */
@ApiExcludeController()
@Controller()
export class FrontPageController {
  @Get()
  @Can('read:front-page')
  @Header('content-type', 'text/html; charset=utf-8')
  page(): string {
    return PAGE;
  }
}
